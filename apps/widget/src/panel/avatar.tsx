/** Who speaks: their photo, or their initials on a tone that is always theirs. */
import { avatarTone, initialsOf } from '@lib/design';

export function Avatar({ name, photo }: { name: string; photo: string | null }) {
  return photo ? (
    <img class="av" src={photo} alt="" referrerpolicy="no-referrer" />
  ) : (
    <span class={`av ${avatarTone(name)}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
