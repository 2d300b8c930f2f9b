import type { ComponentProps } from 'react'
import { cn } from './cn.ts'
import { useField } from './field.tsx'

/** 16 px text, because iOS zooms into anything smaller and never back out. */
export const controlClass = cn(
  'min-h-12 w-full rounded-lg border border-control bg-surface px-3.5 text-base text-ink placeholder:text-muted',
  'transition-[border-color] duration-150 hover:border-ink focus-visible:border-focus focus-visible:outline-offset-0',
  'aria-invalid:border-bad aria-invalid:bg-bad-soft/40 disabled:bg-sunken disabled:text-muted',
)

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...useField()} {...rest} className={cn(controlClass, className)} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...useField()} {...rest} className={cn(controlClass, 'min-h-24 py-3', className)} />
}
