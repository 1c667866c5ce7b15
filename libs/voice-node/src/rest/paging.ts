/** Lists in pages with the links the provider's SDK follows. */
const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

export function page(key: string, path: string, query: URLSearchParams, items: readonly unknown[]): unknown {
  const size = Math.min(MAX_PAGE_SIZE, Math.max(1, Number(query.get('PageSize')) || DEFAULT_PAGE_SIZE));
  const number = Math.max(0, Number(query.get('Page')) || 0);
  const start = number * size;
  const shown = items.slice(start, start + size);
  const link = (to: number) => {
    const linked = new URLSearchParams(query);
    linked.set('PageSize', String(size));
    linked.set('Page', String(to));
    return `${path}?${linked.toString()}`;
  };
  return {
    [key]: shown,
    page: number,
    page_size: size,
    start,
    end: Math.max(start, start + shown.length - 1),
    uri: link(number),
    first_page_uri: link(0),
    next_page_uri: start + size < items.length ? link(number + 1) : null,
    previous_page_uri: number > 0 ? link(number - 1) : null,
  };
}
