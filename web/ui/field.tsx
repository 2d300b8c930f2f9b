import { CircleAlert } from 'lucide-react'
import { createContext, type ReactNode, useContext, useId, useMemo } from 'react'
import { cn } from './cn.ts'

type FieldState = { id: string; describedBy: string | undefined; invalid: boolean }

const FieldContext = createContext<FieldState | null>(null)

/** What the control inside a `Field` puts on its element, so that label, hint and error belong to it. */
export function useField(): { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: true } {
  const field = useContext(FieldContext)
  if (!field) return {}
  return {
    id: field.id,
    ...(field.describedBy === undefined ? {} : { 'aria-describedby': field.describedBy }),
    ...(field.invalid ? { 'aria-invalid': true as const } : {}),
  }
}

type FieldProps = {
  label: ReactNode
  /** Stays visible while there is an error: it usually says how to mend it. */
  hint?: ReactNode
  error?: string | undefined
  /** Beside the label, e.g. "optional" or a link. */
  aside?: ReactNode
  hideLabel?: boolean
  children: ReactNode
  className?: string
}

export function Field({ label, hint, error, aside, hideLabel = false, children, className }: FieldProps) {
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const describedBy = [error ? errorId : '', hint ? hintId : ''].filter(Boolean).join(' ') || undefined
  const invalid = Boolean(error)
  const state = useMemo(() => ({ id, describedBy, invalid }), [id, describedBy, invalid])
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <div className={cn('flex items-baseline justify-between gap-3', hideLabel && !aside && 'sr-only')}>
        <label htmlFor={id} className={cn('text-sm font-semibold text-ink', hideLabel && 'sr-only')}>
          {label}
        </label>
        {aside ? <span className="text-sm text-muted">{aside}</span> : null}
      </div>
      <FieldContext value={state}>{children}</FieldContext>
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
