/** An address without the punctuation after it. */
const address = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/;

/** The text of a mail with clickable addresses. */
export function TextWithLinks({ text }: { text: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {text.split(/\n{2,}/).map((paragraph, paragraphIndex) => (
        <p key={paragraphIndex} dir="auto" className="break-words whitespace-pre-line">
          {paragraph.split(address).map((part, index) =>
            address.test(part) ? (
              <a key={index} href={part} className="break-all text-accent-text underline underline-offset-2">
                <bdi dir="ltr">{part}</bdi>
              </a>
            ) : (
              part
            ),
          )}
        </p>
      ))}
    </div>
  );
}
