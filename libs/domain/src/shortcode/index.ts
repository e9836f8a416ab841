export * from './shortcode.js'
