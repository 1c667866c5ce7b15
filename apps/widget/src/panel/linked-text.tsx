/** A line's text with its web addresses made pressable and ticket numbers kept in one piece; everything else stays text. */
const special = /(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]]|\bG-\d{6,}\b)/;

export function LinkedText({ text }: { text: string }) {
  return (
    <>
      {text.split(special).map((part, index) => {
        if (index % 2 === 0) return part;
        if (part.startsWith('G-')) return <span class="whole">{part}</span>;
        return (
          <a href={part} target="_blank" rel="noopener noreferrer nofollow">
            {part}
          </a>
        );
      })}
    </>
  );
}
