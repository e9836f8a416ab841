import type { Desk } from '../../support/desk.js'

export interface Told {
  readonly type: string
  readonly data: {
    readonly event: { readonly id: string }
    readonly previous_event_id: string | null
    readonly ticket: { readonly id: string } | null
  }
}

/** The whole public feed of these types. */
export async function feedOf(desk: Desk, types: readonly string[]): Promise<Told[]> {
  const all: Told[] = []
  for (let after = ''; ; ) {
    const page: { data: Told[]; page: { next_cursor: string; end: boolean } } = await desk.ok(
      `/api/v1/events?types=${types.join()}&limit=100${after}`
    )
    all.push(...page.data)
    if (page.page.end) return all
    after = `&after=${page.page.next_cursor}`
  }
}
