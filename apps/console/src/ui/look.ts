import { signal } from '@preact/signals'

export const looks = ['system', 'light', 'dark'] as const
export type Look = (typeof looks)[number]
const kept = 'topicdesk.look'
const own = localStorage.getItem(kept)
export const look = signal<Look>(looks.find(one => one === own) ?? 'system')

look.subscribe(value => {
  document.documentElement.dataset['look'] = value
})

export function lookLike(next: Look): void {
  localStorage.setItem(kept, next)
  look.value = next
}
