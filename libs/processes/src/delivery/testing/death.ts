/** Lets the process die at its n-th await of something outside; whatever it awaits after that never ends either. */
export class Death {
  readonly passed: string[] = []
  #dead: (() => void) | undefined
  readonly died = new Promise<void>(resolve => {
    this.#dead = resolve
  })

  constructor(private readonly at: number) {}

  readonly here = async (what: string): Promise<void> => {
    this.passed.push(what)
    if (this.passed.length < this.at) return
    this.#dead?.()
    await new Promise(() => {})
  }
}
