import { InfrastructureFault } from './faults.js'

/** What was asked has not answered; it may still happen. */
export class NoAnswer extends InfrastructureFault {
  override readonly name = 'NoAnswer'
}

/** The call's own outcome, or NoAnswer once `ms` have passed. For clients that can wait for ever. */
export async function within<T>(ms: number, calling: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([calling, late])
  } finally {
    clearTimeout(timer)
  }
}
