/** What a virus scanner said of a file that may be opened: quiet, so that a clean one looks like any other. */
import { UnscannedWhy, type AttachmentScan } from '@lib/contracts';
import { useSay } from '../../i18n.js';

export function ScanNote({ scan }: { scan: AttachmentScan | null }) {
  const say = useSay();
  if (!scan) return null;
  const text =
    scan.verdict === 'clean' ? say('file.clean') : say(`file.unscanned-${unscannedWhy(scan.detail)}`);
  return (
    <small className="muted file-scan" data-testid="file-scan" data-verdict={scan.verdict}>
      {text}
    </small>
  );
}

/** What was not looked at says why. */
function unscannedWhy(detail: string | null): UnscannedWhy {
  return UnscannedWhy.safeParse(detail).data ?? 'refused';
}
