import { X } from 'lucide-react'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from './cn.ts'

type SheetProps = {
  title: string
  description?: ReactNode
  onClose: () => void
  children?: ReactNode
  /** Buttons; they stay in view while the content scrolls. */
  footer?: ReactNode
  className?: string
}

/**
 * A dialog that is a bottom sheet on a phone. It is the browser's own `<dialog>`: focus is kept inside, the rest
 * is inert, Escape and the back gesture close it, and no library has to write styles into the page, which the
 * Content-Security-Policy refuses. Render it to open it, drop it to close it; focus returns to where it was.
 */
export function Sheet({ title, description, onClose, children, footer, className }: SheetProps) {
  const { t } = useTranslation()
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  const close = useRef(onClose)
  useLayoutEffect(() => {
    close.current = onClose
  })

  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return undefined
    const onCancel = (event: Event): void => {
      event.preventDefault()
      close.current()
    }
    const onClick = (event: MouseEvent): void => {
      if (event.target === dialog) close.current()
    }
    dialog.addEventListener('cancel', onCancel)
    dialog.addEventListener('click', onClick)
    dialog.showModal()
    return () => {
      dialog.removeEventListener('cancel', onCancel)
      dialog.removeEventListener('click', onClick)
      // Closing before the element goes gives the focus back to what opened it.
      dialog.close()
    }
  }, [])

  return (
    <dialog
      ref={ref}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      className={cn(
        'sheet mx-auto mt-auto mb-0 w-full max-w-lg rounded-t-2xl bg-surface text-ink shadow-float sm:my-auto sm:rounded-2xl',
        className,
      )}
    >
      <div className="flex max-h-[min(88dvh,48rem)] flex-col">
        <header className="flex items-start gap-3 px-5 pt-5 pb-2 sm:px-6">
          <div className="min-w-0 flex-1">
            <h2 id={`${id}-title`} className="text-xl font-bold">
              {title}
            </h2>
            {description ? (
              <p id={`${id}-description`} className="mt-1 text-sm text-muted">
                {description}
              </p>
            ) : null}
          </div>
          <button
            type="button"
            onClick={onClose}
            aria-label={t('ui.close')}
            className="-me-2 -mt-1 grid size-11 shrink-0 place-items-center rounded-full text-muted hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden className="size-5" />
          </button>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-5 py-3 sm:px-6">{children}</div>
        {footer ? (
          <footer className="flex flex-col gap-3 px-5 pt-3 pb-[max(1.25rem,env(safe-area-inset-bottom))] sm:flex-row-reverse sm:px-6">
            {footer}
          </footer>
        ) : (
          <div className="h-[max(1rem,env(safe-area-inset-bottom))]" />
        )}
      </div>
    </dialog>
  )
}
