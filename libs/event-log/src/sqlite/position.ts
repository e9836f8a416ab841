import type { Position } from '../port.js'

/** 16 digits hold every integer that JavaScript counts exactly. */
const width = 16

export const positionOf = (place: number): Position => String(place).padStart(width, '0') as Position

export const placeOf = (position: Position): number | undefined =>
  /^\d{16}$/.test(position) && Number(position) <= Number.MAX_SAFE_INTEGER ? Number(position) : undefined
