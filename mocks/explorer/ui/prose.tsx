/** A text in which words between ` are code and words between ** are bold. */
export function Prose({ text }: { readonly text: string }) {
  return (
    <>
      {text
        .split('`')
        .map((part, i) =>
          i % 2 === 1 ? <code key={i}>{part}</code> : <Emphasised key={i} text={part} />,
        )}
    </>
  );
}

function Emphasised({ text }: { readonly text: string }) {
  return (
    <>{text.split('**').map((part, i) => (i % 2 === 1 ? <strong key={i}>{part}</strong> : part))}</>
  );
}
