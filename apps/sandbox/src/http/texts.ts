/** Something that a bot tells customers, wherever it may be said. */
export interface ShownText {
  readonly name: string
  readonly place: 'message' | 'button' | 'toast' | 'menu'
  readonly texts: readonly {
    readonly language: string
    readonly text: string
    readonly entities: readonly object[]
    /** In the bot's owner's wording. */
    readonly own: boolean
    /** Where there is such a wording and it can't be said there: the variables that it lacks, if that is why. */
    readonly unsaid: readonly string[] | null
  }[]
}

export type TextSource = () => Promise<readonly ShownText[]>
