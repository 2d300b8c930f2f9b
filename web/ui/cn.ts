import { type ClassValue, clsx } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

/** The stock merger does not know our shadow and text tokens and would drop one of two unrelated classes. */
const merge = extendTailwindMerge({ extend: { theme: { shadow: ['card', 'float'] } } })

/** Joins class names; a later Tailwind class replaces an earlier one of the same property. */
export function cn(...inputs: ClassValue[]): string {
  return merge(clsx(inputs))
}
