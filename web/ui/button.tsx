import type { VariantProps } from 'class-variance-authority'
import { LoaderCircle } from 'lucide-react'
import { type ComponentProps, type MouseEvent, useEffect, useRef } from 'react'
import { buttonClass } from './button-class.ts'
import { cn } from './cn.ts'

type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> &
  VariantProps<typeof buttonClass> & {
    /**
     * The action runs: the button keeps its size and the focus, shows that it works and takes no press. A button that
     * is given it, even `false`, starts something and takes two quick presses for one.
     */
    pending?: boolean
    disabled?: boolean
  }

/**
 * A press is refused from the first click on, not from the first repaint with `pending`: two quick taps land
 * before React has rendered once, and the second must not start the action again.
 */
export function Button({
  pending,
  disabled = false,
  onClick,
  className,
  variant,
  size,
  block,
  type = 'button',
  children,
  ...rest
}: ButtonProps) {
  const pressedAt = useRef(Number.NEGATIVE_INFINITY)
  const startsSomething = type === 'submit' || pending !== undefined
  const blocked = pending === true || disabled
  useEffect(() => {
    if (!pending) pressedAt.current = Number.NEGATIVE_INFINITY
  }, [pending])

  function press(event: MouseEvent<HTMLButtonElement>) {
    const twice = event.timeStamp - pressedAt.current < doublePressMs
    if (blocked || twice) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (startsSomething) notTwice(event)
    onClick?.(event)
  }

  /** Who presses something else in between, or writes what was missing, means it when they press this again. */
  function notTwice({ timeStamp, currentTarget }: MouseEvent) {
    pressedAt.current = timeStamp
    const look = (next: Event) => {
      if (!next.composedPath().includes(currentTarget)) pressedAt.current = Number.NEGATIVE_INFINITY
    }
    for (const type of ['pointerdown', 'input'])
      window.addEventListener(type, look, { capture: true, once: true })
  }

  return (
    <button
      {...rest}
      type={type}
      aria-disabled={blocked || undefined}
      aria-busy={pending || undefined}
      onClick={press}
      className={cn(buttonClass({ variant, size, block }), className)}
    >
      {pending ? (
        <span className="absolute inset-0 grid place-items-center">
          <LoaderCircle aria-hidden className="size-5 animate-spin" />
        </span>
      ) : null}
      <span className={cn('inline-flex min-w-0 items-center justify-center gap-2', pending && 'opacity-0')}>
        {children}
      </span>
    </button>
  )
}

/** Two taps on the same button closer together than this are one intention. */
const doublePressMs = 400
