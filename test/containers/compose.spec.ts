import { existsSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { Ajv } from 'ajv'
import { readSettings } from '../../apps/desk/src/start/settings.js'
import { clusterEnv, composeFile, filledIn, root, textOf, variable } from './compose-file.js'

/** What a desk of this service is told, without what Compose leaves out. */
const environmentOf = (service: ReturnType<typeof composeFile>['services'][string] | undefined) =>
  Object.fromEntries(
    Object.entries(service?.environment ?? {}).map(([name, value]) => [name, value ?? undefined])
  )

describe('docker-compose.yml', () => {
  it.each([
    ['one node of each', {}],
    ['three nodes of each', clusterEnv()]
  ])('keeps to the compose specification: %s', (_what, more) => {
    const { $schema: _draft07, ...schema } = JSON.parse(
      textOf('node_modules/dclint/schemas/compose.schema.json')
    )
    const valid = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema)
    const file = composeFile({ ...filledIn(), ...more })
    valid(file)
    expect(valid.errors ?? []).toEqual([])
    expect(valid({ ...file, services: { api: { imagee: 'x' } } })).toBe(false)
  })

  it('has no secret of its own: each must be set, and its message says where', () => {
    const asked = [...textOf('docker-compose.yml').matchAll(variable)]
    const secrets = asked.filter(([, name = '']) => /PASSWORD|KEY|TOKEN/.test(name))
    expect(secrets.length).toBeGreaterThan(7)
    for (const [, name, how, word] of secrets)
      expect([how, word]).toEqual(['?', `set ${name} in .env, see .env.example`])
    for (const [, name = ''] of secrets) {
      const { [name]: _left, ...others } = filledIn()
      expect(() => composeFile(others)).toThrow(`set ${name} in .env`)
    }
  })

  it('pins every image by a version', () => {
    const images = Object.values(composeFile(filledIn()).services).map(({ image }) => image)
    for (const image of images)
      expect(image).toMatch(/^[\w./-]+:\d+\.\d+\.\d+(-\w+)?(@sha256:[0-9a-f]{64})?$/)
    const bases = [...textOf('Dockerfile').matchAll(/^ARG NODE\w*=(.*)$/gm)].map(([, image]) => image)
    expect(bases).toEqual(['node:26.10.0-bookworm', 'node:26.10.0-bookworm-slim'])
  })

  it('checks the health of everything that stays', () => {
    const { services } = composeFile(filledIn())
    for (const [name, { healthcheck }] of Object.entries(services)) {
      if (name === 'certificates' || name === 'mongo-init') continue
      // api and worker have theirs from the Dockerfile.
      if (!/^(api|worker)$/.test(name)) expect([name, healthcheck?.test?.[0]]).toEqual([name, 'CMD'])
    }
    expect(textOf('Dockerfile')).toContain('CMD ["node", "docker/healthcheck.mjs"]')
  })

  it('tells api and worker what they understand, and nothing apart from the role differs', () => {
    for (const more of [{}, clusterEnv()]) {
      const { services } = composeFile({ ...filledIn(), ...more })
      const [api, worker] = [environmentOf(services['api']), environmentOf(services['worker'])]
      const settings = readSettings(api)
      expect([settings.eventLog.kind, settings.readStore.kind, settings.state]).toEqual([
        'eventstoredb',
        'mongodb',
        expect.objectContaining({ database: 'topicdesk-state' })
      ])
      expect(readSettings(worker).roles).toEqual(['worker'])
      expect({ ...worker, DESK_ROLES: 'api' }).toEqual(api)
    }
  })

  it('starts one node of each, and three with the profile', () => {
    const nodesOf = (profiles: readonly string[], env: Record<string, string>) =>
      Object.entries(composeFile({ ...filledIn(), ...env }).services)
        .filter(([, service]) => (service.profiles ?? []).every(profile => profiles.includes(profile)))
        .map(([name]) => name)
        .filter(name => /\d$/.test(name))
    expect(nodesOf([], {})).toEqual(['log1', 'mongo1'])
    const env = clusterEnv()
    expect(nodesOf([env['COMPOSE_PROFILES'] ?? ''], env)).toEqual([
      ...['log1', 'log2', 'log3'],
      ...['mongo1', 'mongo2', 'mongo3']
    ])
    const named = `${env['LOG_ADDRESS']},${env['MONGO_HOSTS']}`.split(',').map(host => host.split(':')[0])
    expect(named).toEqual(['log1', 'log2', 'log3', 'mongo1', 'mongo2', 'mongo3'])
  })

  it('names only files and volumes that there are', () => {
    const { services, volumes } = composeFile(filledIn())
    for (const { entrypoint = [], command = [], volumes: mounts = [] } of Object.values(services)) {
      for (const word of [...entrypoint, ...command].filter(each => each.includes('docker/')))
        expect(existsSync(new URL(word.replace(/^\//, ''), root))).toBe(true)
      for (const { source } of mounts)
        expect([source, source.startsWith('./') || source in volumes]).toEqual([source, true])
    }
  })
})

describe('the Dockerfile', () => {
  it('copies what there is, runs as a user without rights, and starts what npm start starts', () => {
    const text = textOf('Dockerfile')
    const copied = [...text.matchAll(/^COPY (?:--from=build \/app\/)?(\S+)/gm)].map(([, path = '']) => path)
    const built = new Set(['dist', 'node_modules', '.'])
    for (const path of copied)
      expect([path, built.has(path) || existsSync(new URL(path, root))]).toEqual([path, true])
    expect(text).toMatch(/^USER node$/m)
    const started = /^CMD \["node", "(.*)"\]$/m.exec(text)?.[1]
    expect(textOf('package.json')).toContain(`node ${started}"`)
    const ignored = textOf('.dockerignore').split('\n')
    expect(ignored[0]).toBe('*')
    for (const path of copied.filter(each => !built.has(each)))
      expect(ignored).toContain(`!${path.split('/')[0]}`)
  })
})
