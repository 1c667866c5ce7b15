/** A line's text with its web addresses made pressable; everything else stays text. */
const address = /(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]])/;

export function LinkedText({ text }: { text: string }) {
  return (
    <>
      {text.split(address).map((part, index) =>
        index % 2 === 1 ? (
          <a href={part} target="_blank" rel="noopener noreferrer nofollow">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
}
