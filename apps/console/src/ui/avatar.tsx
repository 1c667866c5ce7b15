/** A person: their photo, or two letters on a quiet tone; presence is told by shape, never by colour alone. */
import { avatarTone, initialsOf } from '@lib/design';

interface Props {
  id: string;
  name: string | null;
  photo?: string | null;
  size?: 's' | 'l';
  presence?: 'free' | 'busy' | 'away';
  /** Left out, the name stands beside it and the picture is silent. */
  label?: string;
}

export function Avatar({ id, name, photo, size, presence, label }: Props) {
  const spoken = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  return (
    <span className={`av ${size ?? ''} ${avatarTone(id)}`} data-p={presence} {...spoken}>
      {photo ? <img src={photo} alt="" /> : initialsOf(name)}
    </span>
  );
}
