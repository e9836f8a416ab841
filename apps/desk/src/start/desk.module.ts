import { type DynamicModule, Module } from '@nestjs/common'
import { CqrsModule } from '@nestjs/cqrs'
import {
  commandHandlers,
  DESK,
  DESK_READS,
  type Desk,
  type DeskReads,
  LINKS,
  type Links,
  queryHandlers
} from '#application'

@Module({})
class DeskModule {}

/** Commands and queries with what they work on. */
export const deskModule = (desk: Desk, reads: DeskReads, links: Links): DynamicModule => ({
  module: DeskModule,
  global: true,
  imports: [CqrsModule.forRoot()],
  providers: [
    { provide: DESK, useValue: desk },
    { provide: DESK_READS, useValue: reads },
    { provide: LINKS, useValue: links },
    ...commandHandlers,
    ...queryHandlers
  ],
  exports: [CqrsModule, DESK, DESK_READS]
})
