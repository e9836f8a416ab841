import type { paths } from '#schema'

type Report = Extract<
  keyof paths,
  `/api/v1/reports/${'volume' | 'times' | 'agents' | 'ratings'}${'' | '/tickets'}` | '/api/v1/sla/attainment'
>
type QueryOf<Of extends Report> = paths[Of]['get']['parameters']['query']

/** Somebody may have typed anything into the address: it goes to the desk as it is, which says what is wrong with it. */
export const asTyped = <Of extends Report>(typed: { readonly [name: string]: string }): QueryOf<Of> =>
  typed as QueryOf<Of>
