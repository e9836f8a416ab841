import { Delete, Get, Param, Put } from '@nestjs/common'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { SettingCalls } from './setting-calls.js'

@ApiController('queues')
export class QueueSettingsController {
  constructor(private readonly settings: SettingCalls) {}

  @Scope('settings:read')
  @Get(':id')
  get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.get('queue', id, call)
  }

  @Scope('settings:write')
  @Put(':id')
  put(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.put('queue', id, call)
  }

  @Scope('settings:write')
  @Delete(':id')
  retire(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.retire('queue', id, call)
  }
}

@ApiController('desk')
export class DeskSettingsController {
  constructor(private readonly settings: SettingCalls) {}

  @Scope('settings:read')
  @Get('main')
  get(@TheCall() call: Call): Promise<Answer> {
    return this.settings.get('desk', 'main', call)
  }

  @Scope('settings:write')
  @Put('main')
  put(@TheCall() call: Call): Promise<Answer> {
    return this.settings.put('desk', 'main', call)
  }

  @Scope('settings:write')
  @Delete('main')
  retire(@TheCall() call: Call): Promise<Answer> {
    return this.settings.retire('desk', 'main', call)
  }
}
