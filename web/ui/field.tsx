import { ChevronDown, CircleAlert } from 'lucide-react'
import { type ComponentProps, createContext, type ReactNode, useContext, useId, useMemo } from 'react'
import { cn } from './cn.ts'

/** What ties a control to the label, hint and error of its field. */
export type ControlProps = { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: true }

const FieldContext = createContext<ControlProps>({})

/** What the control inside a `Field` puts on its element. */
export function useField(): ControlProps {
  return useContext(FieldContext)
}

type FieldProps = {
  label: ReactNode
  /** Stays visible while there is an error: it usually says how to mend it. */
  hint?: ReactNode
  error?: string | undefined
  /** Beside the label, e.g. "optional" or a link. */
  aside?: ReactNode
  hideLabel?: boolean
  /** The control itself, or a function of what it must carry where it is no control of ours. */
  children: ReactNode | ((control: ControlProps) => ReactNode)
  className?: string
}

export function Field({ label, hint, error, aside, hideLabel = false, children, className }: FieldProps) {
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const describedBy = [error ? errorId : '', hint ? hintId : ''].filter(Boolean).join(' ') || undefined
  const invalid = Boolean(error)
  const control = useMemo<ControlProps>(
    () => ({
      id,
      ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
      ...(invalid ? { 'aria-invalid': true as const } : {}),
    }),
    [id, describedBy, invalid],
  )
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <div className={cn('flex items-baseline justify-between gap-3', hideLabel && !aside && 'sr-only')}>
        <label htmlFor={id} className={cn('text-sm font-semibold text-ink', hideLabel && 'sr-only')}>
          {label}
        </label>
        {aside ? <span className="text-sm text-muted">{aside}</span> : null}
      </div>
      <FieldContext value={control}>
        {typeof children === 'function' ? children(control) : children}
      </FieldContext>
      <FieldError id={errorId} error={error} />
      {hint ? (
        <div id={hintId} className="text-sm text-muted">
          {hint}
        </div>
      ) : null}
    </div>
  )
}

/** The live region is always there: one that appears together with its text is not read out everywhere. */
function FieldError({ id, error }: { id: string; error: string | undefined }) {
  return (
    <div id={id} aria-live="polite" className={cn(!error && 'sr-only')}>
      {error ? (
        <p className="flex items-start gap-1.5 text-sm font-medium text-bad">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0">{error}</span>
        </p>
      ) : null}
    </div>
  )
}

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
  return <textarea {...useField()} {...rest} className={cn(controlClass, 'resize-y py-2.5', className)} />
}

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
