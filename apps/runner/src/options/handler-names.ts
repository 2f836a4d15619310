import { handlers, type HandlerName } from '@hartlab/lab';

/** The handlers that a flag may name, in the order in which help says them. */
export const handlerNames: readonly HandlerName[] = Object.keys(handlers) as HandlerName[];
