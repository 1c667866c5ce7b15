/** One of the menu's steps, by name. */
import type { MenuFlow } from '@lib/contracts';

interface Props {
  flow: MenuFlow;
  value: string;
  testId: string;
  onChange: (id: string) => void;
}

export function StepSelect({ flow, value, testId, onChange }: Props) {
  return (
    <select value={value} onChange={(event) => onChange(event.target.value)} data-testid={testId}>
      {flow.steps.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
