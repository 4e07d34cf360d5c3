/** A statement in Spark's own list. */
export interface ListedStatement {
  readonly statement: string;
  /** As Spark names it: STARTED, COMPILED, FINISHED, CANCELED, TIMEDOUT, FAILED or CLOSED. */
  readonly state: string;
}

/**
 * The statements that Spark's Thrift server has had, the newest first, read from its page `/sqlserver/`. This is what
 * Spark says, whatever the driver was told.
 *
 * @param uiPort - an endpoint's
 * @example (await sparkStatements(endpoint.uiPort)).filter(({ state }) => state === 'CANCELED')
 */
export async function sparkStatements(uiPort: number): Promise<readonly ListedStatement[]> {
  const page = await (await fetch(`http://127.0.0.1:${uiPort}/sqlserver/?sqlstat.pageSize=100000`)).text();
  const row = /<span class="description-input">\s*([^]*?)\s*<\/span>\s*<\/td>\s*<td>\s*(\w+)\s*<\/td>/g;
  return [...page.matchAll(row)].map(([, statement = '', state = '']) => ({ statement: plain(statement), state }));
}

/**
 * The texts of the statements that Spark has at work on jobs now: what really runs, while the list of statements also
 * has those that are still being read.
 *
 * @param uiPort - an endpoint's
 */
export async function statementsAtWork(uiPort: number): Promise<readonly string[]> {
  const applications = `http://127.0.0.1:${uiPort}/api/v1/applications`;
  const [application] = (await (await fetch(applications)).json()) as readonly { readonly id: string }[];
  const jobs = await (await fetch(`${applications}/${application?.id}/jobs?status=running`)).json();
  return (jobs as readonly { readonly description?: string }[]).map(({ description = '' }) => description);
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

const plain = (html: string): string =>
  html.replace(/&(lt|gt|quot|amp);/g, (all, name: string) => entities[name] ?? all);
