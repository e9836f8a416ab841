import { Delete, Get, Param, Put, type Type } from '@nestjs/common'
import { type SettingKind, type SettingKindName, settingKinds } from '#domain'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { SettingCalls } from './setting-calls.js'
import { hasOwnList, listPath } from './setting-paths.js'

type Declared = SettingKind<SettingKindName>

/** PUT, GET and DELETE of each document of a kind. */
export function documentsOf({ kind, only, path, writeScope }: Declared): Type {
  const at = only === undefined ? ':id' : ''

  @ApiController(path)
  class DocumentsController {
    constructor(private readonly settings: SettingCalls) {}

    @Scope('settings:read')
    @Get(at)
    get(@Param('id') id: string | undefined, @TheCall() call: Call): Promise<Answer> {
      return this.settings.get(kind, only ?? id ?? '', call)
    }

    @Scope(writeScope)
    @Put(at)
    put(@Param('id') id: string | undefined, @TheCall() call: Call): Promise<Answer> {
      return this.settings.put(kind, only ?? id ?? '', call)
    }

    @Scope(writeScope)
    @Delete(at)
    retire(@Param('id') id: string | undefined, @TheCall() call: Call): Promise<Answer> {
      return this.settings.retire(kind, only ?? id ?? '', call)
    }
  }
  return DocumentsController
}

/** What refers to each document of a kind that has several. */
function referencesOf({ kind, path }: Declared): Type {
  @ApiController(path)
  class ReferencesController {
    constructor(private readonly settings: SettingCalls) {}

    @Scope('settings:read')
    @Get(':id/references')
    references(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
      return this.settings.references(kind, id, call)
    }
  }
  return ReferencesController
}

/** What is in force of a kind. */
function listOf(kind: SettingKindName, path: string): Type {
  @ApiController(path)
  class ListController {
    constructor(private readonly settings: SettingCalls) {}

    @Scope('settings:read')
    @Get()
    list(@TheCall() call: Call): Promise<Answer> {
      return this.settings.list(kind, call)
    }
  }
  return ListController
}

const lists = new Map(settingKinds.map(declared => [listPath(declared), declared.kind]))

export const settingControllers: readonly Type[] = [
  ...[...lists].filter(([, kind]) => !hasOwnList(kind)).map(([path, kind]) => listOf(kind, path)),
  ...settingKinds.map(documentsOf),
  ...settingKinds.filter(({ only }) => only === undefined).map(referencesOf)
]
