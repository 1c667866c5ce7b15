/** The one-way stairs of docs/ARCHITECTURE.md, kept by a machine: an import may only go down, and only through a room's door. */
const steps = {
  1: 'platform|database|bus',
  2: 'customers|agents',
  3: 'tickets',
  4: 'clocks|standins|routing|search|supervision',
  5: 'intake|delivery|kitchen|replay|views',
  6: 'record',
  7: 'bulk|rules|knowledge',
};
const above = (step) =>
  Object.entries(steps)
    .filter(([s]) => Number(s) > step)
    .map(([, rooms]) => rooms)
    .concat('channels', 'realtime', 'reporting')
    .join('|');

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'libs-not-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'apps-not-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/($1/|rooms\\.ts$)' },
    },
    {
      name: 'contracts-alone',
      severity: 'error',
      from: { path: '^libs/contracts/' },
      to: { path: '^(apps|libs/(?!contracts))' },
    },
    {
      name: 'contracts-zod-only',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: '\\.spec\\.ts$' },
      to: { path: 'node_modules/(?!zod/)' },
    },
    {
      name: 'through-the-door',
      severity: 'error',
      from: { path: '^(apps|libs/channels|libs)/([^/]+)' },
      to: { path: '^libs/(channels/)?[^/]+/src/(?!index\\.ts$)', pathNot: '^$1/$2/' },
    },
    {
      name: 'edges-know-no-core',
      severity: 'error',
      from: { path: '^libs/channels/' },
      to: { path: '^libs/(?!contracts|platform|database|bus|channels)' },
    },
    {
      name: 'edges-know-not-each-other',
      severity: 'error',
      from: { path: '^libs/channels/([^/]+)/' },
      to: { path: '^libs/channels/', pathNot: '^libs/channels/$1/' },
    },
    {
      name: 'browser-is-contracts',
      severity: 'error',
      from: { path: '^apps/(console|widget)/' },
      to: { path: '^libs/(?!contracts|realtime-client|design)' },
    },
    {
      name: 'browser-libs-stand-alone',
      severity: 'error',
      from: { path: '^libs/(realtime-client|design)/' },
      to: { path: '^libs/(?!contracts|realtime-client|design)' },
    },
    {
      name: 'voice-node-stands-alone',
      comment: 'the carrier is a stand-in for a phone company: it may not know the contact centre',
      severity: 'error',
      from: { path: '^libs/voice-node/' },
      to: { path: '^libs/(?!voice-node|platform|contracts)' },
    },
    {
      name: 'nobody-imports-the-carrier',
      severity: 'error',
      from: { path: '^libs/(?!voice-node)' },
      to: { path: '^libs/voice-node/' },
    },
    {
      name: 'no-orm-in-the-browser',
      severity: 'error',
      from: { path: '^(apps/(console|widget)|libs/(contracts|realtime-client|design))/' },
      to: { path: 'node_modules/(typeorm|pg|@nestjs)/' },
    },
    {
      name: 'platform-is-the-floor',
      severity: 'error',
      from: { path: '^libs/platform/' },
      to: { path: '^libs/(?!contracts|platform)' },
    },
    {
      name: 'database-below-bus',
      severity: 'error',
      from: { path: '^libs/database/' },
      to: { path: '^libs/(?!contracts|platform|database)' },
    },
    ...Object.entries(steps).map(([step, rooms]) => ({
      name: `step-${step}-not-up`,
      severity: 'error',
      from: { path: `^libs/(${rooms})/` },
      to: { path: `^libs/(${above(Number(step))})/` },
    })),
    {
      name: 'customers-agents-apart',
      severity: 'error',
      from: { path: '^libs/customers/' },
      to: { path: '^libs/agents/' },
    },
    {
      name: 'agents-customers-apart',
      severity: 'error',
      from: { path: '^libs/agents/' },
      to: { path: '^libs/customers/' },
    },
    {
      name: 'readers-not-step-5',
      severity: 'error',
      from: { path: '^libs/(realtime|reporting)/' },
      to: { path: '^libs/(intake|delivery|kitchen|record|bulk|rules|channels|knowledge)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
