/** How many there are, as the first page of them tells; `isMore`: there are further pages. */
export interface Counted {
  readonly count: number
  readonly isMore: boolean
}

export const countedIn = ({
  data,
  page
}: {
  readonly data: readonly unknown[]
  readonly page: { readonly has_more: boolean }
}): Counted => ({ count: data.length, isMore: page.has_more })

export const figureOf = ({ count, isMore }: Counted): string => (isMore ? `${count}+` : String(count))
