/** The menu as a drawing: steps can be moved, and a way is joined by drawing it; all of it can be done in the list too. */
import { useEffect, useMemo } from 'react';
import {
  Background,
  Controls,
  Handle,
  MarkerType,
  Position,
  ReactFlow,
  useNodesState,
  type Connection,
  type Edge,
  type Node,
  type NodeProps,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { waysOf, type MenuFault, type MenuFlow, type MenuStep } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { placesOf, putStep, setWay } from './menu-draft.js';
import { kindText, wayText } from './menu-words.js';

interface Props {
  flow: MenuFlow;
  faults: readonly MenuFault[];
  chosen: string | null;
  readOnly: boolean;
  onChoose: (id: string) => void;
  onChange: (flow: MenuFlow) => void;
}

type StepNode = Node<{ step: MenuStep; start: boolean; person: boolean; faulty: boolean }, 'step'>;

const nodeTypes = { step: StepBox };

export default function MenuDrawing({ flow, faults, chosen, readOnly, onChoose, onChange }: Props) {
  const say = useSay();
  const wanted = useMemo(() => nodesOf(flow, faults, chosen), [flow, faults, chosen]);
  const [nodes, setNodes, onNodesChange] = useNodesState<StepNode>(wanted);
  useEffect(() => setNodes(wanted), [wanted, setNodes]);
  const edges = useMemo(
    () =>
      flow.steps.flatMap((step) =>
        waysOf(step).map(({ field, to }): Edge => ({
          id: `${step.id}:${field}`,
          ...{ source: step.id, target: to, sourceHandle: field, focusable: false },
          ...(step.kind === 'say' || step.kind === 'ask' ? {} : { label: wayText(field, say) }),
          markerEnd: { type: MarkerType.ArrowClosed },
        })),
      ),
    [flow, say],
  );
  function join({ source, sourceHandle, target }: Connection): void {
    const step = flow.steps.find(({ id }) => id === source);
    if (step && sourceHandle) onChange(putStep(flow, setWay(step, sourceHandle, target)));
  }
  function moved(_: unknown, node: StepNode): void {
    const step = flow.steps.find(({ id }) => id === node.id);
    const place = { x: Math.round(node.position.x), y: Math.round(node.position.y) };
    if (step) onChange(putStep(flow, { ...step, place }));
  }
  return (
    <div className="menu-drawing" role="group" aria-label={say('menus.drawing')} data-testid="menu-drawing">
      <ReactFlow
        key={flow.steps.length}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onNodeClick={(_, node) => onChoose(node.id)}
        onNodeDragStop={moved}
        onConnect={join}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        nodesFocusable={false}
        deleteKeyCode={null}
        proOptions={{ hideAttribution: true }}
        minZoom={0.3}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
        ariaLabelConfig={{
          'controls.zoomIn.ariaLabel': say('menus.zoom-in'),
          'controls.zoomOut.ariaLabel': say('menus.zoom-out'),
          'controls.fitView.ariaLabel': say('menus.zoom-all'),
        }}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function StepBox({ data }: NodeProps<StepNode>) {
  const say = useSay();
  const { step, start, person, faulty } = data;
  const ways = waysOf(step);
  return (
    <div className={`menu-box ${faulty ? 'bad' : ''}`}>
      <Handle type="target" position={Position.Left} />
      <b>{step.name}</b>
      <small>{say(kindText(step.kind))}</small>
      {start && <span className="chip">{say('menus.begins')}</span>}
      {person && <span className="chip">{say('menus.zero')}</span>}
      {ways.map(({ field }, at) => (
        <Handle
          key={field}
          id={field}
          type="source"
          position={Position.Right}
          style={{ top: `${((at + 1) / (ways.length + 1)) * 100}%` }}
        />
      ))}
    </div>
  );
}

function nodesOf(flow: MenuFlow, faults: readonly MenuFault[], chosen: string | null): StepNode[] {
  const places = placesOf(flow);
  return flow.steps.map((step) => ({
    id: step.id,
    type: 'step',
    position: places.get(step.id) ?? { x: 0, y: 0 },
    selected: step.id === chosen,
    data: {
      step,
      start: step.id === flow.start,
      person: step.id === flow.person,
      faulty: faults.some(({ stepId }) => stepId === step.id),
    },
  }));
}
