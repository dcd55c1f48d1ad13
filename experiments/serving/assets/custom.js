// Solara loads this script on every page. A page whose place went to another visitor loads itself anew,
// and is then told that the page is full. Jupyter's code keeps the class WebSocket before this script
// runs, so its property is changed, not the class.
(() => {
    const FULL = 1013;
    const plain = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onclose");
    Object.defineProperty(WebSocket.prototype, "onclose", {
        ...plain,
        set(handler) {
            plain.set.call(this, handler && function (event) {
                if (event.code === FULL) window.location.reload();
                else handler.call(this, event);
            });
        },
    });
})();
