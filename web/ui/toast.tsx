import { X } from 'lucide-react'
import { Toast as Primitive } from 'radix-ui'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { currentToasts, dropToast, onToasts } from './toasts.ts'

/** Where toasts appear; rendered once, at the root. F8 moves the focus here, a swipe or the cross removes one. */
export function Toaster() {
  const { t } = useTranslation()
  const toasts = useSyncExternalStore(onToasts, currentToasts)
  return (
    <Primitive.Provider label={t('ui.notice')} swipeDirection="right" duration={6_000}>
      {toasts.map(toast => (
        <Primitive.Root
          key={toast.id}
          duration={toast.lasting ? Number.POSITIVE_INFINITY : 6_000}
          onOpenChange={open => !open && dropToast(toast.id)}
          className="flex items-center gap-3 rounded-xl bg-ink py-2.5 ps-4 pe-2 text-page shadow-float"
        >
          <Primitive.Title className="min-w-0 flex-1 text-sm font-medium">{toast.text}</Primitive.Title>
          {toast.action ? (
            <Primitive.Action
              altText={toast.action.label}
              onClick={toast.action.run}
              className="min-h-9 rounded-lg px-3 text-sm font-semibold underline-offset-2 hover:underline"
            >
              {toast.action.label}
            </Primitive.Action>
          ) : null}
          <Primitive.Close
            aria-label={t('ui.close')}
            className="grid size-9 place-items-center rounded-lg hover:bg-current/10"
          >
            <X aria-hidden className="size-4" />
          </Primitive.Close>
        </Primitive.Root>
      ))}
      <Primitive.Viewport className="no-print fixed inset-x-4 bottom-[calc(5.5rem+env(safe-area-inset-bottom))] z-50 mx-auto flex max-w-md flex-col gap-2 outline-none lg:bottom-6" />
    </Primitive.Provider>
  )
}
