/** The same numbers for the same seed (mulberry32). */
export class Random {
  #state: number
  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  /** From 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }

  chance(share: number): boolean {
    return this.next() < share
  }
}

const words =
  'hello order number invoice delivery yesterday please could you check why the payment failed again when I try to open my account it says error thank you I have attached a photo of the broken part is there any news about refund здравствуйте заказ не пришёл подскажите пожалуйста'.split(
    ' '
  )

/** Of 1 to about 60 words, mostly short: as people write to a desk. */
export function sentence(random: Random): string {
  const length = 1 + Math.floor(60 * random.next() ** 2.5)
  return Array.from({ length }, () => words[random.below(words.length)]).join(' ')
}
