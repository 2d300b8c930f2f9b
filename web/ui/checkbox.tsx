import { Check, CircleAlert } from 'lucide-react'
import { Checkbox as Primitive } from 'radix-ui'
import { type ReactNode, type Ref, useId } from 'react'

type CheckboxProps = {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
  error?: string | undefined
  ref?: Ref<HTMLButtonElement>
  onBlur?: () => void
}

export function Checkbox({ checked, onChange, children, error, ref, onBlur }: CheckboxProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-start gap-3">
        <Primitive.Root
          id={id}
          ref={ref}
          onBlur={onBlur}
          checked={checked}
          onCheckedChange={value => onChange(value === true)}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          className="grid size-6 shrink-0 place-items-center rounded-sm border border-control bg-surface hover:border-ink aria-invalid:border-bad data-[state=checked]:border-brand data-[state=checked]:bg-brand data-[state=checked]:text-on-brand"
        >
          <Primitive.Indicator>
            <Check aria-hidden className="size-4" strokeWidth={3} />
          </Primitive.Indicator>
        </Primitive.Root>
        <label htmlFor={id} className="min-w-0 pt-0.5 text-sm text-ink">
          {children}
        </label>
      </div>
      <div id={`${id}-error`} aria-live="polite">
        {error ? (
          <p className="flex items-start gap-1.5 text-sm font-medium text-bad">
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span className="min-w-0">{error}</span>
          </p>
        ) : null}
      </div>
    </div>
  )
}
