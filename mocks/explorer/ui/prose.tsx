/** Text in which `code` and **bold** are marked up as in Markdown. */
export function Prose({ text }: { text: string }) {
  return (
    <>
      {text
        .split('`')
        .map((part, i) =>
          i % 2 === 1 ? <code key={i}>{part}</code> : <Bold key={i} text={part} />,
        )}
    </>
  );
}

function Bold({ text }: { text: string }) {
  return (
    <>{text.split('**').map((part, i) => (i % 2 === 1 ? <strong key={i}>{part}</strong> : part))}</>
  );
}
