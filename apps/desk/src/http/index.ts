export { Public } from './auth/public.js'
export { configureHttp } from './configure-http.js'
export { HttpModule, httpModule } from './http.module.js'
export * from './ports.js'
