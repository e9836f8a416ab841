import { expect, it } from '@jest/globals'
import { Reflector } from '@nestjs/core'
import { deskMainKind, queueKind } from '#domain'
import { scopeMark } from '../auth/scope.js'
import { documentsOf } from './settings.controllers.js'

const scopesOf = (declared: Parameters<typeof documentsOf>[0]) => {
  const { prototype } = documentsOf(declared)
  return ['get', 'put', 'retire'].map(name => new Reflector().get<unknown>(scopeMark, prototype[name]))
}

it('Documents are written with the scope that their kind declares', () => {
  expect(scopesOf(queueKind)).toEqual([['settings:read'], ['settings:write'], ['settings:write']])
  expect(scopesOf({ ...deskMainKind, only: 'limits', writeScope: 'admin' })).toEqual([
    ['settings:read'],
    ['admin'],
    ['admin']
  ])
})
