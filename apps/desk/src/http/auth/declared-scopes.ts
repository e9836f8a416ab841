import { Injectable, type OnModuleInit, RequestMethod, type Type } from '@nestjs/common'
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js'
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core'
import type { Scope } from '#domain'
import { publicMark } from './public.js'
import { scopeMark } from './scope.js'

export interface DeclaredRoute {
  readonly method: string
  readonly path: string
  /** Null: answers without a key. */
  readonly scopes: readonly Scope[] | null
}

/** Every route of every controller, with the scopes it needs. Stops the start where a route says neither that nor `@Public()`. */
@Injectable()
export class DeclaredScopes implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector
  ) {}

  onModuleInit(): void {
    this.all()
  }

  /** @throws Error that names the routes without a scope */
  all(): DeclaredRoute[] {
    const routes = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (metatype instanceof Function ? this.#routesOf(metatype as Type) : []))
    const open = routes.filter(({ scopes }) => scopes === undefined)
    if (open.length > 0) {
      const names = open.map(({ method, path }) => `${method} ${path}`).join(', ')
      throw new Error(`no scope is declared for ${names}: add @Scope(…) or @Public()`)
    }
    return routes.map(({ scopes = null, ...route }) => ({ ...route, scopes }))
  }

  #routesOf(controller: Type) {
    const base = this.reflector.get<string | undefined>(PATH_METADATA, controller)
    const prototype: unknown = controller.prototype
    return this.scanner.getAllMethodNames(controller.prototype).flatMap(name => {
      const handler = handlerOf(prototype, name)
      const paths = handler && this.reflector.get<string | string[] | undefined>(PATH_METADATA, handler)
      if (!handler || paths === undefined) return []
      const method = this.reflector.get<RequestMethod>(METHOD_METADATA, handler)
      return [paths].flat().map(path => ({
        method: RequestMethod[method].toLowerCase(),
        path: joined(base ?? '', path),
        scopes: this.#scopesOf(handler, controller)
      }))
    })
  }

  #scopesOf(handler: Handler, controller: Type): readonly Scope[] | null | undefined {
    const targets = [handler, controller]
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicMark, targets)) return null
    return this.reflector.getAllAndOverride<readonly Scope[] | undefined>(scopeMark, targets)
  }
}

type Handler = (...args: unknown[]) => unknown

function handlerOf(prototype: unknown, name: string): Handler | undefined {
  const handler: unknown = Reflect.get(Object(prototype), name)
  return typeof handler === 'function' ? (handler as Handler) : undefined
}

/** As OpenAPI writes it: `/api/v1/tickets/{id}`. */
const joined = (base: string, path: string): string =>
  `/${[base, path]
    .map(part => part.replace(/^\/+|\/+$/g, ''))
    .filter(part => part !== '')
    .join('/')}`.replaceAll(/[:*](\w+)/g, '{$1}')
