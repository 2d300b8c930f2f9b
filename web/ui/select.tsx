import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'
import { useField } from './field.tsx'
import { controlClass } from './input.tsx'

/**
 * The platform's own select: the wheel of a phone and the type-ahead of a desktop are better than ours would be,
 * and it needs no style element, which the Content-Security-Policy would refuse.
 */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={cn('relative block', className)}>
      <select {...useField()} {...rest} className={cn(controlClass, 'appearance-none truncate pe-10')}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute end-3 top-1/2 size-5 -translate-y-1/2 text-muted"
      />
    </span>
  )
}
