class OwnTimer extends Error {}

/** The call's own outcome, or an error once `ms` have passed. */
export async function within<T>(ms: number, calling: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new OwnTimer(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([calling, late])
  } finally {
    clearTimeout(timer)
  }
}
