/** A shop as its customers and administrators use it: over HTTP, and knowing nothing of where or how it runs. */
export { type Credentials, logIn, newCredentials, newCustomer, type Person } from './accounts';
export { addProduct, changeProduct, type NewProduct, stockOf } from './catalogue';
export { type OrderEvent, orderEvents } from './order-events';
export { buy, ended, type Item, isFinal, orderOf, placeOrder } from './orders';
export { type Answer, expectAnswer, type Request, send } from './request';
export type { Order, Page, Problem, Product, Stock, Tokens, User } from './resources';
export { waitUntil } from './wait-until';
