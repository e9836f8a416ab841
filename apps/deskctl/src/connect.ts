import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { DeskClient } from './desk-client.js'
import { Failure, messageOf, UsageMistake } from './failure.js'
import { type Settings, settingsOf } from './settings.js'
import type { Terminal } from './terminal.js'

interface Access {
  readonly url?: string
  readonly keyFile?: string
}

/** The running desk that the options or the settings name. @throws UsageMistake, Failure */
export async function connect(command: Command, terminal: Terminal): Promise<DeskClient> {
  const { url, keyFile } = command.optsWithGlobals<Access>()
  const settings = settingsOf(terminal)
  return new DeskClient(
    url === undefined ? urlOf(settings) : checked(url),
    await keyOf(terminal, settings, keyFile)
  )
}

function urlOf({ host, port }: Settings): string {
  if (port === 0)
    throw new UsageMistake('PORT is 0, so the desk picked one: give --url as the desk printed it')
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

function checked(url: string): string {
  const { protocol, username } = URL.canParse(url) ? new URL(url) : { protocol: '', username: '' }
  if ((protocol !== 'http:' && protocol !== 'https:') || username !== '' || /[?#]/.test(url)) {
    throw new UsageMistake('--url must be an http or https address, e.g. http://127.0.0.1:8080')
  }
  return url.replace(/\/+$/, '')
}

/** Never from the command line itself, which every user of the machine can see. */
async function keyOf(terminal: Terminal, settings: Settings, keyFile: string | undefined): Promise<string> {
  const key = keyFile === undefined ? settings.apiKey : (await contentOf(terminal, keyFile)).trim()
  if (key === null) throw new UsageMistake('no key: set DESK_API_KEY, or give --key-file FILE (- for stdin)')
  if (/^[\x21-\x7e]+$/.test(key)) return key
  throw new UsageMistake(
    `${keyFile === '-' ? 'stdin' : keyFile} does not hold a key: one line of visible ASCII characters`
  )
}

async function contentOf(terminal: Terminal, keyFile: string): Promise<string> {
  if (keyFile === '-') return text(terminal.io.stdin)
  try {
    return readFileSync(resolve(terminal.io.cwd, keyFile), 'utf8')
  } catch (error) {
    throw new Failure(`the key file can't be read: ${messageOf(error)}`)
  }
}
