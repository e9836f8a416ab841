import { Delete, Get, Param, Put } from '@nestjs/common'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { SettingCalls } from './setting-calls.js'

@ApiController('queues')
export class QueueSettingsController {
  constructor(private readonly settings: SettingCalls) {}

  @Get(':id')
  get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.get('queue', id, call)
  }

  @Put(':id')
  put(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.put('queue', id, call)
  }

  @Delete(':id')
  retire(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.retire('queue', id, call)
  }
}

@ApiController('desk')
export class DeskSettingsController {
  constructor(private readonly settings: SettingCalls) {}

  @Get('main')
  get(@TheCall() call: Call): Promise<Answer> {
    return this.settings.get('desk', 'main', call)
  }

  @Put('main')
  put(@TheCall() call: Call): Promise<Answer> {
    return this.settings.put('desk', 'main', call)
  }

  @Delete('main')
  retire(@TheCall() call: Call): Promise<Answer> {
    return this.settings.retire('desk', 'main', call)
  }
}
