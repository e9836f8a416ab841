export * from './desk-settings.js'
export * from './setting.js'
