/** Why a setting's value can't be used, to be said after its name; never the value itself. */
export class Mistake {
  constructor(readonly text: string) {}
}

/** Every mistake at once, each in one line; never the value of a secret. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings'
  constructor(readonly mistakes: readonly string[]) {
    super(
      `the settings have ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map(line => `  - ${line}`).join('\n')}`
    )
  }
}
