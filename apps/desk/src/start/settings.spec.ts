import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { type Environment, InvalidSettings, readEnvironment, settingNames } from '#stores'
import { readSettings } from './settings.js'

const mistakesOf = (env: Environment): readonly string[] => {
  try {
    readSettings(env)
    return []
  } catch (error) {
    if (error instanceof InvalidSettings) return error.mistakes
    throw error
  }
}

describe('settings', () => {
  it('start an embedded desk with the sandbox when nothing is set', () => {
    const settings = readSettings({})
    expect(settings).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      eventLog: { kind: 'sqlite' },
      state: { kind: 'sqlite' },
      roles: ['api', 'worker'],
      inboxRetentionMs: 30 * 86_400_000,
      telegram: { token: null, webhookUrl: null, apiRoot: 'https://api.telegram.org', limits: true },
      sandboxPort: 8081
    })
  })

  it('that are misspelt are mistakes, and what is none at all is told apart', () => {
    const misspelt = {
      DESK_ROLE: 'api',
      DESK_MASTERKEY: 'x',
      TELEGRAM_STAFF_GROUP_IDS: '-1001',
      TELEGARM_BOT_TOKEN: '123:secret',
      desk_api_key: 'a-secret'
    }
    const mistakes = mistakesOf({ ...misspelt, PORT: 'eighty', DESK_COLOUR: 'red' })
    expect(mistakes).toEqual([
      'DESK_ROLE is no setting: DESK_ROLES is meant',
      'DESK_MASTERKEY is no setting: DESK_MASTER_KEY is meant',
      'TELEGRAM_STAFF_GROUP_IDS is no setting: TELEGRAM_STAFF_GROUP_ID is meant',
      'TELEGARM_BOT_TOKEN is no setting: TELEGRAM_BOT_TOKEN is meant',
      'desk_api_key is no setting: DESK_API_KEY is meant',
      expect.stringContaining('PORT')
    ])
    const others = { DESK_COLOUR: 'red', TELEGRAM_PROXY: 'x', DESK_ROLE: '', PATH: '/bin', DESKTOP: 'x' }
    expect(readSettings(others).unknownNames).toEqual(['DESK_COLOUR', 'TELEGRAM_PROXY'])
  })

  it('have names that all are read, and stand in docs/operations.md', () => {
    const asked = new Set<string>()
    const env = new Proxy<Environment>({}, { get: (_, name) => void asked.add(String(name)) })
    readSettings(env)
    const ours = [...asked].filter(name => /^(DESK|TELEGRAM)_/.test(name))
    expect(ours.sort()).toEqual([...settingNames])
    const docs = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8')
    expect(settingNames.filter(name => !docs.includes(`\`${name}\``))).toEqual([])
  })

  it('name the mistakes of the settings file with all others', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'desk-settings-')), 'settings.yaml')
    writeFileSync(file, 'queues:\n  general: { name: 7 }\n  billing: { title: Billing }\n')
    expect(mistakesOf({ PORT: 'eighty', DESK_SETTINGS_FILE: file })).toEqual([
      expect.stringContaining('PORT'),
      expect.stringMatching(/DESK_SETTINGS_FILE: queue general: \/name/),
      expect.stringMatching(/DESK_SETTINGS_FILE: queue billing: .*name/)
    ])
    expect(mistakesOf({ DESK_SETTINGS_FILE: '/nowhere.yaml' })).toEqual([
      expect.stringContaining('/nowhere.yaml')
    ])
  })

  it('are read whole', () => {
    const settings = readSettings({
      PORT: '0',
      DESK_EVENT_LOG_URL: 'sqlite:/var/lib/desk/log.db',
      DESK_READ_STORE_URL: 'memory:',
      DESK_ROLES: 'api',
      TELEGRAM_BOT_TOKEN: '123:secret',
      TELEGRAM_STAFF_GROUP_ID: '-1001, -1002',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:9000/',
      TELEGRAM_WEBHOOK_URL: 'https://desk.example/telegram/123/webhook/',
      TELEGRAM_LIMITS: 'off',
      TELEGRAM_WEBHOOK_CIDRS: '149.154.160.0/20, 91.108.4.0/22',
      DESK_TRUSTED_PROXIES: '10.0.0.0/8,::1',
      DESK_REQUIRE_HTTPS: 'true',
      DESK_PRIVATE_WEBHOOKS: '127.0.0.0/8',
      DESK_INBOX_RETENTION: '12h'
    })
    expect(settings).toMatchObject({
      port: 0,
      eventLog: { kind: 'sqlite', path: '/var/lib/desk/log.db' },
      readStore: { kind: 'memory' },
      state: { kind: 'memory' },
      roles: ['api'],
      inboxRetentionMs: 43_200_000,
      trustedProxies: ['10.0.0.0/8', '::1'],
      privateWebhooks: ['127.0.0.0/8'],
      requireHttps: true,
      telegram: {
        webhookCidrs: ['149.154.160.0/20', '91.108.4.0/22'],
        token: '123:secret',
        staffGroupIds: [-1001, -1002],
        apiRoot: 'http://127.0.0.1:9000',
        webhookUrl: 'https://desk.example/telegram/123/webhook/',
        limits: false
      }
    })
  })

  it('name every mistake at once and no secret', () => {
    const mistakes = mistakesOf({
      PORT: '99999',
      DESK_ROLES: 'api,boss',
      DESK_TRUSTED_PROXIES: '10.0.0.0/33',
      DESK_REQUIRE_HTTPS: 'on',
      DESK_PRIVATE_WEBHOOKS: 'localhost',
      TELEGRAM_WEBHOOK_CIDRS: 'telegram.org',
      DESK_MASTER_KEY: 'c2hvcnQ=',
      DESK_API_KEY: 'too-short-a-key',
      TELEGRAM_BOT_TOKEN: 'not-a-token',
      TELEGRAM_STAFF_GROUP_ID: '42',
      TELEGRAM_WEBHOOK_SECRET: 'white space',
      DESK_EVENT_LOG_URL: 'postgres://x',
      DESK_INBOX_RETENTION: 'a month',
      TELEGRAM_LIMITS: 'maybe'
    })
    expect(mistakes.map(line => line.split(' ')[0])).toEqual([
      'DESK_EVENT_LOG_URL',
      'DESK_MASTER_KEY',
      'PORT',
      'DESK_API_KEY',
      'DESK_ROLES',
      'DESK_TRUSTED_PROXIES',
      'DESK_REQUIRE_HTTPS',
      'DESK_PRIVATE_WEBHOOKS',
      'DESK_INBOX_RETENTION',
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_STAFF_GROUP_ID',
      'TELEGRAM_WEBHOOK_SECRET',
      'TELEGRAM_WEBHOOK_CIDRS',
      'TELEGRAM_LIMITS'
    ])
    expect(mistakes.join()).not.toMatch(/c2hvcnQ|too-short-a-key|not-a-token|white space/)
  })

  const onServers = {
    DESK_EVENT_LOG_URL: 'esdb+discover://desk:hidden@log.example',
    DESK_READ_STORE_URL: 'mongodb://desk:hidden@one.example,two.example/support?replicaSet=rs',
    DESK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    DESK_API_KEY: 'a-key-that-every-process-of-the-desk-shares',
    DESK_AUDIT_KEY_FILE: '/run/secrets/audit.key'
  }

  it('name servers, with the desk state beside the views in a database of its own', () => {
    const { eventLog, readStore, state } = readSettings(onServers)
    expect(eventLog).toEqual({ kind: 'eventstoredb', url: onServers.DESK_EVENT_LOG_URL })
    expect(readStore).toMatchObject({ kind: 'mongodb', database: 'support' })
    expect(state).toMatchObject({
      kind: 'mongodb',
      url: onServers.DESK_READ_STORE_URL,
      database: 'support-state'
    })
  })

  it('say what every process must be given where stores are on servers, and show no password', () => {
    const { DESK_MASTER_KEY: _key, DESK_API_KEY: _apiKey, DESK_AUDIT_KEY_FILE: _file, ...rest } = onServers
    const first = (mistakes: readonly string[]) => mistakes.map(line => line.split(' ')[0])
    expect(first(mistakesOf(rest))).toEqual(['DESK_MASTER_KEY', 'DESK_API_KEY', 'DESK_AUDIT_KEY_FILE'])
    const { DESK_READ_STORE_URL: _views, ...logOnly } = onServers
    expect(first(mistakesOf(logOnly))).toEqual(['DESK_STATE_URL'])
    const together = { ...onServers, DESK_STATE_URL: onServers.DESK_READ_STORE_URL }
    expect(first(mistakesOf(together))).toEqual(['DESK_STATE_URL'])
    const wrong = {
      DESK_EVENT_LOG_URL: 'http://desk:hidden@log.example',
      DESK_READ_STORE_URL: 'mongo://desk:hidden@one.example/a b'
    }
    expect(first(mistakesOf(wrong))).toEqual(['DESK_EVENT_LOG_URL', 'DESK_READ_STORE_URL'])
    expect(mistakesOf(wrong).join()).not.toContain('hidden')
  })

  it('come from .env where the environment is silent', () => {
    const directory = mkdtempSync(join(tmpdir(), 'desk-env-'))
    writeFileSync(join(directory, '.env'), 'PORT=9000\nHOST=0.0.0.0\n')
    const env = readEnvironment({ PORT: '9001' }, directory)
    expect(readSettings(env)).toMatchObject({ port: 9001, host: '0.0.0.0' })
  })
})
