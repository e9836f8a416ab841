/** What a template can say that is only known when it is used. */
export const templateVariables = [
  'customer.first_name',
  'customer.name',
  'agent.name',
  'ticket.code',
  'ticket.title',
  'queue.name',
  'desk.name',
  'article.url',
  'article.title'
] as const

const ofFields = /^field\.[a-z0-9][a-z0-9_-]{0,63}$/

export const isTemplateVariable = (name: string): boolean =>
  templateVariables.some(known => known === name) || ofFields.test(name)

/** The variable that was probably meant. */
export function nearestVariable(name: string): string {
  const wanted = name.toLowerCase()
  // Not known which fields there are.
  if (wanted.startsWith('field.')) return 'field.<id>'
  const [nearest] = templateVariables
    .map(known => ({ known, far: distance(wanted, known) }))
    .sort((a, b) => a.far - b.far)
  return nearest?.known ?? templateVariables[0]
}

/** Letters to add, leave out or change (Levenshtein); of what is far too long only the beginning. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...from.slice(0, 100)].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...to].entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
