// Solara loads this script on every page. A page that lost its place to another visitor loads itself
// anew, and is then told that all places are taken.
window.WebSocket = class extends window.WebSocket {
    constructor(...given) {
        super(...given);
        this.addEventListener("close", (event) => {
            if (event.code === 1013) window.location.reload();
        });
    }
};
