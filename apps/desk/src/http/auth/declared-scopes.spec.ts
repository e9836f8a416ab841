import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Controller, Get } from '@nestjs/common'
import { DiscoveryModule } from '@nestjs/core'
import { Test } from '@nestjs/testing'
import { operations } from '../openapi/operations.js'
import { startTestApi, type TestApi } from '../testing.js'
import { DeclaredScopes } from './declared-scopes.js'
import { Public } from './public.js'
import { Scope } from './scope.js'

@Controller('planted')
class Planted {
  @Scope('admin')
  @Get('told')
  told(): void {}

  @Public()
  @Get('open')
  open(): void {}

  @Get(':id/forgotten')
  forgotten(): void {}
}

@Scope('admin')
@Controller('whole')
class Whole {
  @Get()
  all(): void {}
}

const started = async (controller: typeof Planted | typeof Whole): Promise<void> => {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    controllers: [controller],
    providers: [DeclaredScopes]
  }).compile()
  const app = module.createNestApplication({ logger: false })
  await app.init()
  await app.close()
}

describe('A route without a declared scope', () => {
  it('stops the start, which names it', async () => {
    await expect(started(Planted)).rejects.toThrow(
      'no scope is declared for get /planted/{id}/forgotten: add @Scope(…) or @Public()'
    )
  })

  it('is none where its controller declares one for all', async () => {
    await expect(started(Whole)).resolves.toBeUndefined()
  })
})

describe('The OpenAPI document', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  it('names for every operation the scopes that its route declares', () => {
    const told = operations.map(({ method, path, scopes }) => ({ method, path, scopes }))
    const byName = (a: { method: string; path: string }, b: { method: string; path: string }) =>
      `${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1
    expect(told.sort(byName)).toEqual(api.scopes().sort(byName))
  })
})
