/** What only the build provides: compiled catalogues and files imported as text or address. */
declare module 'virtual:catalogue/*' {
  const messages: Record<string, string | [string, ...unknown[]]>;
  export default messages;
}
declare module '*.css';
declare module '@fontsource-variable/inter/*';
