/** An article as it reads: its marks become elements, and never anything else. */
import { Fragment } from 'react';
import { readArticle, type ArticleBlock, type ArticleInline, type Locale } from '@lib/contracts';

interface Props {
  body: string;
  locale: Locale;
  /** The heading that it stands under: its own begin one lower. */
  under: 1 | 3;
}

export function ArticleBody({ body, locale, under }: Props) {
  return (
    <div className="article-body" lang={locale}>
      {readArticle(body).map((block, index) => (
        <Block key={index} block={block} under={under} />
      ))}
    </div>
  );
}

function Block({ block, under }: { block: ArticleBlock; under: 1 | 3 }) {
  if (block.kind === 'code')
    return (
      <pre>
        <code>{block.text}</code>
      </pre>
    );
  if (block.kind === 'heading') {
    const Heading = `h${under + block.level - 1}` as 'h2' | 'h3' | 'h4' | 'h5';
    return (
      <Heading>
        <Inline parts={block.parts} />
      </Heading>
    );
  }
  if (block.kind === 'list') {
    const List = block.ordered ? 'ol' : 'ul';
    return (
      <List>
        {block.items.map((item, index) => (
          <li key={index}>
            <Inline parts={item} />
          </li>
        ))}
      </List>
    );
  }
  const lines = block.lines.map((line, index) => (
    <Fragment key={index}>
      {index > 0 && <br />}
      <Inline parts={line} />
    </Fragment>
  ));
  return block.kind === 'quote' ? <blockquote>{lines}</blockquote> : <p>{lines}</p>;
}

function Inline({ parts }: { parts: ArticleInline[] }) {
  return parts.map((part, index) => {
    if ('parts' in part) {
      const Mark = part.kind === 'strong' ? 'strong' : 'em';
      return (
        <Mark key={index}>
          <Inline parts={part.parts} />
        </Mark>
      );
    }
    if (part.kind !== 'link') return part.kind === 'code' ? <code key={index}>{part.text}</code> : part.text;
    return (
      <a key={index} href={part.to} target="_blank" rel="noopener noreferrer">
        {part.text}
      </a>
    );
  });
}
