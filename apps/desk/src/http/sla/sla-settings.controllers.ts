import { Delete, Get, Param, Put } from '@nestjs/common'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { SettingCalls } from '../settings/setting-calls.js'

@ApiController('calendars')
export class CalendarsController {
  constructor(private readonly settings: SettingCalls) {}

  @Scope('settings:read')
  @Get()
  list(@TheCall() call: Call): Promise<Answer> {
    return this.settings.list('calendar', call)
  }

  @Scope('settings:read')
  @Get(':id')
  get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.get('calendar', id, call)
  }

  @Scope('settings:write')
  @Put(':id')
  put(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.put('calendar', id, call)
  }

  @Scope('settings:write')
  @Delete(':id')
  retire(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.retire('calendar', id, call)
  }
}

@ApiController('sla-policies')
export class SlaPoliciesController {
  constructor(private readonly settings: SettingCalls) {}

  @Scope('settings:read')
  @Get()
  list(@TheCall() call: Call): Promise<Answer> {
    return this.settings.list('sla_policy', call)
  }

  @Scope('settings:read')
  @Get(':id')
  get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.get('sla_policy', id, call)
  }

  @Scope('settings:write')
  @Put(':id')
  put(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.put('sla_policy', id, call)
  }

  @Scope('settings:write')
  @Delete(':id')
  retire(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.settings.retire('sla_policy', id, call)
  }
}
