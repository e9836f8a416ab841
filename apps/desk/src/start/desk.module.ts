import { type DynamicModule, Module } from '@nestjs/common'
import { CqrsModule } from '@nestjs/cqrs'
import { commandHandlers, DESK, DESK_READS, type Desk, type DeskReads, queryHandlers } from '#application'

@Module({})
class DeskModule {}

/** Commands and queries with what they work on. */
export const deskModule = (desk: Desk, reads: DeskReads): DynamicModule => ({
  module: DeskModule,
  global: true,
  imports: [CqrsModule.forRoot()],
  providers: [
    { provide: DESK, useValue: desk },
    { provide: DESK_READS, useValue: reads },
    ...commandHandlers,
    ...queryHandlers
  ],
  exports: [CqrsModule, DESK, DESK_READS]
})
