import { type ClassValue, clsx } from 'clsx'

/**
 * Joins class names. It does not settle which of two contradicting classes wins (tailwind-merge does, for 8 kB of
 * the first download): what a component lets others change is a property of it, and `className` only adds.
 */
export function cn(...inputs: ClassValue[]): string {
  return clsx(inputs)
}
