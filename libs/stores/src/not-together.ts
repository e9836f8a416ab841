/** Log, desk state, vault and master key are not those of one desk, or one of them is missing. Names place and remedy. */
export class NotTogether extends Error {
  override readonly name = 'NotTogether'
}
