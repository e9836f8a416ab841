/** What the receiver writes down of each call. */
export interface Received {
  readonly id: string
  readonly timestamp: string
  readonly signature: string
  readonly text: string
  /** False: it answered 500. Of what it took it may have broken off the answer, or died before it. */
  readonly taken: boolean
}
