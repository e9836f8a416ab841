import { toast } from './dom.js'

async function call(name, init) {
  const response = await fetch(`sandbox/${name}`, init)
  const body = await response.json()
  if (!response.ok) throw new Error(body.error ?? `The sandbox answered ${response.status}`)
  return body
}

export const read = (name, params = {}) => call(`${name}?${new URLSearchParams(params)}`)
export const info = () => call('')

/** Does something; what cannot be is shown and answered with undefined. */
export async function act(name, params = {}) {
  try {
    return await call(name, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params)
    })
  } catch (error) {
    toast(error.message, 'bad')
    return undefined
  }
}
